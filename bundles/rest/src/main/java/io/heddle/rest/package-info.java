/** Management API and metrics. */
@NullMarked
package io.heddle.rest;

import org.jspecify.annotations.NullMarked;
