package io.heddle.hardware;

/**
 * What the system runs on.
 *
 * @param vendor who made the machine, by DMI
 * @param product its model, by DMI
 * @param cloud "aws", "azure" or "gcp"; absent on none of them
 * @param hypervisor such as "kvm", "vmware" or "xen", or "unknown" where only the processor tells;
 *     absent on bare metal
 * @param container such as "docker", "podman", "kubernetes" or "lxc"; absent outside of one
 */
public record Platform(
        Reading<String> vendor,
        Reading<String> product,
        Reading<String> cloud,
        Reading<String> hypervisor,
        Reading<String> container) {

    private static final Reading<String> NONE = new Reading.Absent<>("/sys/class/dmi/id");

    /** A machine that says nothing of itself. */
    public static final Platform UNKNOWN = new Platform(NONE, NONE, NONE, NONE, NONE);
}
