package io.heddle.hardware;

/**
 * An entry that could not be read or understood.
 *
 * @param path where, as seen from the root of the tree
 * @param seen the value that was there, shortened, or empty if it could not be read
 * @param text what is wrong with it
 */
public record Oddity(String path, String seen, String text) {}
