/** Recorded and made trees, one text file each, for every test that needs an inventory. */
@NullMarked
package io.heddle.hardware.trees;

import org.jspecify.annotations.NullMarked;
