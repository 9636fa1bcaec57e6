/** What runs in a virtual machine that has the cards which the build machine lacks. */
@NullMarked
package io.heddle.dpdk.guest;

import org.jspecify.annotations.NullMarked;
