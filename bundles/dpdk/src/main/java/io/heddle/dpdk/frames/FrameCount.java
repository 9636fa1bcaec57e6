package io.heddle.dpdk.frames;

/** What a stack counts; the names say it to operators. */
public enum FrameCount {
    /** Datagrams given to the port. */
    DATAGRAMS("datagrams"),
    ARP_ASKED("arp_asked"),
    ARP_ANSWERED("arp_answered"),
    ND_ASKED("nd_asked"),
    ND_ANSWERED("nd_answered"),
    ANNOUNCED("announced"),
    ECHO_ANSWERED("echo_answered"),

    /** Answers that were not given, so that floods cost little, or because the port was full. */
    ANSWERS_WITHHELD("answers_withheld"),

    /** Another station claims an own address. */
    DUPLICATE_ADDRESS("duplicate_address"),

    /** A neighbour's address was said to have moved; the known station was asked first. */
    NEIGHBOUR_DOUBTED("neighbour_doubted"),
    NEIGHBOUR_MOVED("neighbour_moved"),
    NEIGHBOUR_FAILED("neighbour_failed"),
    NEIGHBOUR_EVICTED("neighbour_evicted"),

    /** Frames that waited for a neighbour too long or too many of them. */
    PENDING_DROPPED("pending_dropped"),
    UNREACHABLE("unreachable"),
    PATH_MTU_LEARNT("path_mtu_learnt"),
    ICMP_ERROR("icmp_error"),

    /** ICMP errors that do not quote what this port sends. */
    ICMP_FORGED("icmp_forged"),

    DROPPED_SHORT("dropped_short"),
    DROPPED_OTHER_STATION("dropped_other_station"),
    DROPPED_OWN("dropped_own"),
    DROPPED_VLAN("dropped_vlan"),
    DROPPED_TYPE("dropped_type"),
    DROPPED_MALFORMED("dropped_malformed"),
    DROPPED_FRAGMENT("dropped_fragment"),
    DROPPED_EXTENSION("dropped_extension"),
    DROPPED_CHECKSUM("dropped_checksum"),
    DROPPED_OTHER_ADDRESS("dropped_other_address"),
    DROPPED_SOURCE("dropped_source"),
    DROPPED_PROTOCOL("dropped_protocol"),
    DROPPED_OTHER_PORT("dropped_other_port"),

    /** ARP, neighbour discovery and ICMP that ask for nothing known here. */
    DROPPED_CONTROL("dropped_control");

    private final String label;

    FrameCount(String label) {
        this.label = label;
    }

    /** As commands and metrics show it. */
    public String label() {
        return label;
    }
}
