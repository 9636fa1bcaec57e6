package io.heddle.command;

import io.heddle.command.up.Down;
import io.heddle.command.up.Up;

import java.util.List;

/** Every command below {@code heddle}, in the order of its help page: add yours here. */
final class Subcommands {
    static final List<Class<?>> ALL = List.of(Up.class, Down.class);

    private Subcommands() {}
}
