package io.heddle.shell.internal;

import io.heddle.net.lab.Lab;
import io.heddle.net.lab.LabStatus;

import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code heddle:lab}, {@code heddle:labUp} and {@code heddle:labDown}: virtual ports. */
@Component(
        service = LabCommands.class,
        property = {
            "osgi.command.scope=heddle",
            "osgi.command.function=lab",
            "osgi.command.function=labUp",
            "osgi.command.function=labDown"
        })
public final class LabCommands {
    private final Lab lab;

    /** Made by the component runtime. */
    @Activate
    public LabCommands(@Reference Lab lab) {
        this.lab = lab;
    }

    /** What is there. */
    @Descriptor("whether the virtual ports are there, and who uses them")
    public String lab() {
        return text(lab.status());
    }

    /** Makes bridge, cables and drivers. */
    @Descriptor("makes virtual ports (drivers af_packet, tap, memif) for a try-out")
    public String labUp() {
        return text(lab.up());
    }

    /** Takes them away. */
    @Descriptor("takes the virtual ports away; their lanes swap to another driver first")
    public String labDown() {
        return text(lab.down());
    }

    private static String text(LabStatus status) {
        var text = new StringBuilder(status.said()).append('\n');
        for (LabStatus.Driver driver : status.drivers()) {
            text.append("%-10s %s%n".formatted(driver.name(), driver.text()));
        }
        for (LabStatus.Port port : status.ports()) {
            text.append("%-10s %-10s %-14s %s%n"
                    .formatted(port.lane(), port.driver(), port.address(), port.device()));
        }
        return text.toString();
    }
}
