/** Driver udp-netty: datagrams on Netty epoll. */
@NullMarked
package io.heddle.drivers.udp.netty;

import org.jspecify.annotations.NullMarked;
