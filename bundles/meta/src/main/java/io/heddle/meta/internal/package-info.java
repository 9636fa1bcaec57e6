/** The engine: replication of buckets, exactly-once, transactions across buckets, the agent of a server. */
@NullMarked
package io.heddle.meta.internal;

import org.jspecify.annotations.NullMarked;
