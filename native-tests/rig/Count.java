// Counts JUnit's XML reports: java Count.java LABEL DIR [LABEL DIR]... prints what was skipped and why, a closing line per pair, and last, where the
// end of a log shows it, each failed test with what it said.
// Exit code 0 when each DIR holds at least one test and none failed, else 1.

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

final class Count {
  private static final int LINES_OF_A_FAILURE = 12;
  private static final int CHARACTERS_OF_A_LINE = 400;
  /** Of one class, for one reason: more than these are a number. */
  private static final int SKIPPED_BY_NAME = 3;
  /** How the reason of a test begins that runs only with -Pnightly. */
  private static final String NIGHTLY = "nightly: ";

  private final String label;
  private final Path dir;
  private final List<String> failures = new ArrayList<>();
  /** By the reason, then by the class: the tests. */
  private final Map<String, Map<String, List<String>>> skipped = new TreeMap<>();
  private int tests;
  private int skips;
  private int nightly;

  private Count(String label, Path dir) {
    this.label = label;
    this.dir = dir;
  }

  public static void main(String[] args) throws Exception {
    List<Count> counts = new ArrayList<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      Count count = new Count(args[i], Path.of(args[i + 1]));
      count.read();
      counts.add(count);
    }
    counts.forEach(Count::printSkipped);
    counts.forEach(Count::printTotals);
    counts.forEach(Count::printFailures);
    System.exit(counts.stream().allMatch(Count::isGood) ? 0 : 1);
  }

  private void read() throws Exception {
    for (Path report : reports(dir)) {
      NodeList cases =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile()).getElementsByTagName("testcase");
      for (int i = 0; i < cases.getLength(); i++) {
        add((Element) cases.item(i));
      }
    }
  }

  private void add(Element test) {
    tests++;
    Element failure = child(test, "failure", "error");
    Element skip = child(test, "skipped");
    if (failure != null) {
      failures.add(type(test) + "." + method(test) + "\n" + beginning(failure.getTextContent().strip()));
    } else if (skip != null) {
      skips++;
      nightly += reason(skip).startsWith(NIGHTLY) ? 1 : 0;
      skipped.computeIfAbsent(reason(skip), reason -> new TreeMap<>()).computeIfAbsent(type(test), type -> new ArrayList<>()).add(method(test));
    }
  }

  private void printSkipped() {
    skipped.forEach((reason, byType) -> {
      List<String> names = new ArrayList<>();
      byType.forEach((type, methods) -> names.add(
          methods.size() > SKIPPED_BY_NAME ? methods.size() + " of " + type : type + "." + String.join("+", methods.stream().sorted().toList())));
      System.out.printf("skipped on %s: %s: %s%n", label, String.join(", ", names), reason);
    });
  }

  private void printTotals() {
    System.out.printf("native tests on %s: %d passed, %d failed, %d skipped%s%n", label, tests - failures.size() - skips, failures.size(), skips,
        nightly == 0 ? "" : ", of which " + nightly + " nightly, left out without -Pnightly");
  }

  private void printFailures() {
    if (tests == 0) {
      System.out.printf("failed on %s: no test in %s%n", label, dir);
    }
    failures.stream().sorted().forEach(failure -> System.out.printf("failed on %s: %s%n", label, failure));
  }

  private boolean isGood() {
    return tests > 0 && failures.isEmpty();
  }

  private static List<Path> reports(Path dir) throws IOException {
    List<Path> reports = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(dir, "TEST-*.xml")) {
      stream.forEach(reports::add);
    }
    return reports;
  }

  private static Element child(Element parent, String... names) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && List.of(names).contains(element.getTagName())) {
        return element;
      }
    }
    return null;
  }

  private static String type(Element test) {
    String type = test.getAttribute("classname");
    return type.substring(type.lastIndexOf('.') + 1);
  }

  private static String method(Element test) {
    return test.getAttribute("name").replaceFirst("\\(\\)$", "");
  }

  /** What was said and where, without the frames of JUnit and of the JDK. */
  private static String beginning(String text) {
    return text.lines().filter(line -> !line.matches("\\s+at (org\\.junit|org\\.opentest4j|org\\.assertj|java\\.|jdk\\.).*"))
        .limit(LINES_OF_A_FAILURE)
        .map(line -> "    " + (line.length() > CHARACTERS_OF_A_LINE ? line.substring(0, CHARACTERS_OF_A_LINE) + "..." : line))
        .collect(Collectors.joining("\n"));
  }

  /** The first line of what was said, without the exception that an assumption is made of. */
  private static String reason(Element element) {
    String text = element.getTextContent().strip();
    String first = text.isEmpty() ? "no reason given" : text.lines().findFirst().orElseThrow().strip();
    return first.replace("parent was skipped: ", "").replaceFirst("^org\\.opentest4j\\.TestAbortedException: ", "")
        .replaceFirst("^Assumption failed: ", "");
  }
}
