package io.heddle.net.spi;

/**
 * One fact that speaks for or against a driver.
 *
 * @param rule the number of the requirement, such as "S65"
 * @param text one sentence for people
 * @param path what was read, such as "/sys/bus/pci/devices"
 * @param seen the value that was there
 * @param wanted the value that the rule asks for
 */
public record Reason(String rule, String text, String path, String seen, String wanted) {}
