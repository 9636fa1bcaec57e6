package io.heddle.systests;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/**
 * Proves that the console's pages show the running cluster in a real browser, that the swap button
 * swaps, that decisions open to their evidence, and that the planner plans. Screenshots are left in
 * {@code target/screenshots}.
 */
class ConsoleTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path CHROMEDRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** How often the page has asked for the decisions. */
    private static final String REQUESTS = "return performance.getEntriesByType('resource')"
            + ".filter(one => one.name.endsWith('/net/explain')).length";

    @Test
    void shouldShowTheClusterAndSwapByTheButton() throws Exception {
        Assumptions.assumeTrue(
                Files.exists(CHROMIUM) && Files.exists(CHROMEDRIVER),
                "SKIPPED: chromium and chromium-driver are not installed");
        try (var heddle = HeddleProcess.prepare("console", "--capacity", "512M")) {
            String up = heddle.up();
            String console = value(up, "console");
            String password =
                    Files.readString(Path.of(value(up, "password-file"))).trim();
            String login = value(up, "user") + ":" + password;
            ChromeDriver browser = browser(heddle.work().resolve("chromium"), login);
            try {
                overview(browser, console);
                credentials(browser, console, login);
                network(browser, console);
                planner(browser, console);
            } finally {
                browser.quit();
            }
        }
    }

    private static void overview(ChromeDriver browser, String console) throws Exception {
        browser.get(console + "/heddle-overview");
        var wait = new WebDriverWait(browser, LIMIT);
        wait.until(page -> page.findElement(By.id("health")).getText().equals("ok"));
        wait.until(page -> page.findElements(By.cssSelector("#servers tr")).size() == 6);
        wait.until(page -> !page.findElements(By.cssSelector("#chart canvas")).isEmpty());
        assertTrue(browser.findElement(By.id("capacity"))
                .getText()
                .matches("0 B of 4\\d\\d.*|.* KB of 4\\d\\d.*"));
        Thread.sleep(2500); // The live chart gets its first points.
        screenshot(browser, "overview");
    }

    /** People keep addresses with name and password, and then a page may fetch no relative one. */
    private static void credentials(ChromeDriver browser, String console, String login) {
        browser.get(console.replace("://", "://" + login + "@") + "/heddle-overview");
        new WebDriverWait(browser, LIMIT)
                .until(page -> page.findElement(By.id("health")).getText().equals("ok"));
    }

    private static void network(ChromeDriver browser, String console) throws Exception {
        browser.get(console + "/heddle-network");
        var wait = new WebDriverWait(browser, LIMIT);
        wait.until(page -> page.findElements(By.cssSelector("#drivers tr")).size() >= 5);
        String before = browser.findElement(By.id("current")).getText();
        assertFalse(browser.findElements(By.cssSelector("#nics tr")).isEmpty());
        dataNics(browser);
        screenshot(browser, "network");
        decisions(browser);
        // The page makes changed rows anew, so a button may be gone when it is used, or
        // between a press and a release of the mouse.
        wait.ignoring(StaleElementReferenceException.class);
        String target = wait.until(page -> {
            var button = page.findElement(By.cssSelector("#drivers button"));
            String driver = button.getDomAttribute("data-driver");
            assertTrue(button.isDisplayed() && button.isEnabled());
            browser.executeScript("arguments[0].click()", button);
            return driver;
        });
        wait.until(page -> page.findElement(By.id("current")).getText().equals(target));
        wait.until(page ->
                page.findElement(By.id("swap-state")).getText().contains(before + " → " + target));
        wait.until(page ->
                "ok".equals(page.findElement(By.id("swap-state")).getDomAttribute("class")));
        screenshot(browser, "network-swapped");
        lab(browser);
    }

    /** The lab is brought up, a driver of it swapped to, and taken down; or the page says why not. */
    private static void lab(ChromeDriver browser) throws Exception {
        var wait = new WebDriverWait(browser, LIMIT);
        wait.ignoring(StaleElementReferenceException.class);
        press(browser, "lab-up");
        wait.until(page -> page.findElement(By.id("lab-down")).isEnabled()
                || "down".equals(page.findElement(By.id("lab-message")).getDomAttribute("class")));
        var swap = By.cssSelector("[data-driver='af_packet']");
        if (!browser.findElement(By.id("lab-down")).isEnabled()) {
            System.out.println(
                    "SKIPPED: " + browser.findElement(By.id("lab-message")).getText());
            return;
        }
        wait.until(page -> {
            browser.executeScript("arguments[0].click()", page.findElement(swap));
            return true;
        });
        wait.until(page -> page.findElement(By.id("current")).getText().equals("af_packet"));
        wait.until(page -> page.findElements(By.cssSelector("#lab-ports tr")).size() == 7);
        screenshot(browser, "network-lab");
        press(browser, "lab-down");
        wait.until(page -> page.findElement(By.id("lab-message"))
                .getText()
                .contains("Swapped from af_packet to udp"));
    }

    private static void press(ChromeDriver browser, String id) {
        var wait = new WebDriverWait(browser, LIMIT);
        wait.until(page -> page.findElement(By.id(id)).isEnabled());
        browser.executeScript("document.getElementById('" + id + "').click()");
    }

    /** Loopback alone carries data: it is shown with its traffic, and cannot be removed. */
    private static void dataNics(ChromeDriver browser) {
        var wait = new WebDriverWait(browser, LIMIT);
        wait.ignoring(StaleElementReferenceException.class);
        wait.until(page -> page.findElement(By.id("data-nics")).getText().contains("127.0.0.1"));
        wait.until(page -> !page.findElement(By.cssSelector("[data-nic='lo']")).isEnabled());
        wait.until(page ->
                page.findElements(By.cssSelector("#nic-paths > details")).size() == 7);
        browser.executeScript("document.getElementById('nic-name')"
                + ".replaceChildren(new Option('lo', 'lo'));"
                + "document.getElementById('nic-add').click()");
        wait.until(page -> page.findElement(By.id("nic-message"))
                .getText()
                .contains("NIC lo carries data already"));
    }

    /** A process opens to its candidates, those to rules with what was read; a refresh keeps that. */
    private static void decisions(ChromeDriver browser) throws Exception {
        var wait = new WebDriverWait(browser, LIMIT);
        wait.until(page ->
                page.findElements(By.cssSelector("#decisions > details")).size() == 7);
        browser.findElement(By.cssSelector("[data-process='server 0'] > summary"))
                .click();
        var mellanox = By.cssSelector("[data-key='server 0/mellanox']");
        browser.findElement(mellanox).findElement(By.tagName("summary")).click();
        String rules = browser.findElement(mellanox).getText();
        assertTrue(rules.contains("S65") && rules.contains("/sys/bus/pci/devices"), rules);
        assertTrue(rules.contains("refused") && rules.contains("Remedy"), rules);
        browser.findElement(By.cssSelector("[data-process='client'] > summary"))
                .sendKeys(Keys.ENTER);
        assertTrue(browser.findElement(By.cssSelector("[data-key='client/udp-netty']"))
                .isDisplayed());
        Long before = (Long) browser.executeScript(REQUESTS);
        wait.until(page -> (Long) browser.executeScript(REQUESTS) > before);
        assertTrue(browser.findElement(mellanox).getText().contains("S65"), "it closed itself");
        screenshot(browser, "network-decisions");
    }

    private static void planner(ChromeDriver browser, String console) throws Exception {
        browser.get(console + "/heddle-planner");
        var wait = new WebDriverWait(browser, LIMIT);
        var text = browser.findElement(By.id("description"));
        var place = browser.findElement(By.id("place"));
        browser.findElement(By.id("example")).click();
        wait.until(page -> page.findElements(By.cssSelector(".group")).size() == 2);
        wait.until(page -> page.findElement(By.id("verdict")).getText().equals("ok"));
        screenshot(browser, "planner-example");
        browser.findElement(By.id("detect")).click();
        wait.until(page -> !page.findElements(
                        By.cssSelector(".group .badge.refused, .group .badge.alert"))
                .isEmpty());
        assertTrue(String.valueOf(text.getDomProperty("value")).contains("\"version\": 1"));
        assertFalse(place.isDisplayed(), place.getText());
        screenshot(browser, "planner-detected");
        text.clear();
        text.sendKeys(
                "{\"version\": 1, \"groups\": [ {\"name\": \"<b>x</b>\", \"role\": \"no\"} ]}");
        text.sendKeys(Keys.chord(Keys.CONTROL, Keys.ENTER));
        wait.until(page -> place.isDisplayed());
        assertTrue(place.getText().startsWith("groups[0]."), place.getText());
        assertTrue(browser.findElements(By.cssSelector(".group")).isEmpty());
        screenshot(browser, "planner-malformed");
    }

    private static ChromeDriver browser(Path profile, String login) {
        System.setProperty("webdriver.chrome.driver", CHROMEDRIVER.toString());
        var options = new ChromeOptions();
        options.setBinary(CHROMIUM.toString());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + profile);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(CHROMEDRIVER.toFile())
                .usingAnyFreePort()
                .withTimeout(LIMIT)
                .withEnvironment(Map.of("HOME", profile.toString()))
                .build();
        var browser = new ChromeDriver(service, options);
        browser.manage().window().setSize(new Dimension(1360, 1500));
        String header = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        browser.executeCdpCommand("Network.enable", Map.of());
        browser.executeCdpCommand(
                "Network.setExtraHTTPHeaders",
                Map.of("headers", Map.of("Authorization", "Basic " + header)));
        return browser;
    }

    private static void screenshot(ChromeDriver browser, String name) throws Exception {
        Path folder = Path.of(System.getProperty("heddle.work")).resolveSibling("screenshots");
        Files.createDirectories(folder);
        Files.write(folder.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }

    private static String value(String out, String key) {
        return out.lines()
                .filter(line -> line.startsWith(key + ": "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + key + " in " + out))
                .substring(key.length() + 2);
    }
}
