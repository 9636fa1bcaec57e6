package io.heddle.dpdk.frames;

import io.heddle.net.NetAddress;

import org.jspecify.annotations.Nullable;

/** Own addresses and the way to others, by longest prefix. Slow path: destinations are cached. */
final class Routes {
    private final Subnet[] own;
    private final long[] ownHighs;
    private final long[] ownLows;
    private final Subnet[] destinations;
    private final NetAddress[] gateways;
    private long nextHigh;
    private long nextLow;

    /** A source that was found good, most often that of the next packet, too. */
    private long sourceHigh;

    private long sourceLow;

    Routes(Layer3 layer3) {
        own = layer3.subnets().toArray(Subnet[]::new);
        ownHighs = layer3.subnets().stream()
                .mapToLong(subnet -> subnet.address().high())
                .toArray();
        ownLows = layer3.subnets().stream()
                .mapToLong(subnet -> subnet.address().low())
                .toArray();
        destinations = layer3.routes().stream().map(Route::destination).toArray(Subnet[]::new);
        gateways = layer3.routes().stream().map(Route::gateway).toArray(NetAddress[]::new);
    }

    /** The number of the own address that this is, or -1. */
    int own(long high, long low) {
        for (int index = 0; index < ownLows.length; index++) {
            if (ownLows[index] == low && ownHighs[index] == high) {
                return index;
            }
        }
        return -1;
    }

    int count() {
        return own.length;
    }

    NetAddress address(int index) {
        return own[index].address();
    }

    /** The own address that ends like the group of a neighbour solicitation (RFC 4291), or -1. */
    int ownOfGroup(long high, long low) {
        if (high != 0xff02L << 48 || low >>> 24 != 0x1_ffL) {
            return -1;
        }
        for (int index = 0; index < own.length; index++) {
            if (!own[index].isIpv4() && ((own[index].address().low() ^ low) & 0xff_ffff) == 0) {
                return index;
            }
        }
        return -1;
    }

    /** Whether packets may claim to come from there: from one other host. */
    boolean isSource(long high, long low) {
        if (low == sourceLow && high == sourceHigh && low != 0) {
            return true;
        }
        boolean isGood = isHost(high, low);
        if (isGood) {
            sourceHigh = high;
            sourceLow = low;
        }
        return isGood;
    }

    private boolean isHost(long high, long low) {
        if (!Layer3.isUnicast(high, low) || own(high, low) >= 0) {
            return false;
        }
        for (Subnet subnet : own) {
            if (subnet.isBroadcast(high, low)) {
                return false;
            }
        }
        return true;
    }

    /** Finds the neighbour to send to for an address: itself or a gateway; false if none is. */
    boolean lead(long high, long low) {
        if (!isSource(high, low)) {
            return false;
        }
        boolean isIpv4 = Wire.isIpv4(high, low);
        if (!isIpv4 && Layer3.isLinkLocal(high)) {
            direct(high, low);
            return firstOf(false) != null;
        }
        int bits = -1;
        for (Subnet subnet : own) {
            if (subnet.isIpv4() == isIpv4 && subnet.bits() > bits && subnet.holds(high, low)) {
                bits = subnet.bits();
                direct(high, low);
            }
        }
        for (int index = 0; index < destinations.length; index++) {
            Subnet to = destinations[index];
            if (to.isIpv4() == isIpv4 && to.bits() > bits && to.holds(high, low)) {
                bits = to.bits();
                direct(gateways[index].high(), gateways[index].low());
            }
        }
        return bits >= 0;
    }

    private void direct(long high, long low) {
        nextHigh = high;
        nextLow = low;
    }

    /** What {@link #lead} found. */
    long nextHigh() {
        return nextHigh;
    }

    long nextLow() {
        return nextLow;
    }

    /** The own address that packets to a neighbour come from: that of its link, else the first. */
    NetAddress source(long high, long low) {
        boolean isIpv4 = Wire.isIpv4(high, low);
        for (Subnet subnet : own) {
            if (subnet.isIpv4() == isIpv4 && subnet.holds(high, low)) {
                return subnet.address();
            }
        }
        NetAddress first = firstOf(isIpv4);
        return first == null ? own[0].address() : first;
    }

    private @Nullable NetAddress firstOf(boolean isIpv4) {
        for (Subnet subnet : own) {
            if (subnet.isIpv4() == isIpv4) {
                return subnet.address();
            }
        }
        return null;
    }
}
