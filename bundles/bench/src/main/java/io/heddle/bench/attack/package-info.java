/** Strangers on the network: they see and send datagrams and have no keys. */
@NullMarked
package io.heddle.bench.attack;

import org.jspecify.annotations.NullMarked;
