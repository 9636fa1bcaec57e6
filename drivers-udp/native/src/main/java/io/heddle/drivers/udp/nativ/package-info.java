/** Driver udp-native: datagrams by system calls. */
@NullMarked
package io.heddle.drivers.udp.nativ;

import org.jspecify.annotations.NullMarked;
