/** Who belongs to the cluster: its authority, certificates, tokens to join, and how one joins. */
@NullMarked
package io.heddle.control.internal.trust;

import org.jspecify.annotations.NullMarked;
