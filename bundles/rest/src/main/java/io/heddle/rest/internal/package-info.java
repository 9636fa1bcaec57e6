/** The management API: routes, views and access. */
@NullMarked
package io.heddle.rest.internal;

import org.jspecify.annotations.NullMarked;
