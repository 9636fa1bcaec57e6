/** Networks of this machine's own: namespaces, links and faults between them. */
@NullMarked
package io.heddle.bench.lab;

import org.jspecify.annotations.NullMarked;
