// Counts JUnit's XML reports: java Count.java LABEL DIR [LABEL DIR]... prints a closing line per pair, with each failed and each skipped test and why.
// Exit code 0 when each DIR holds at least one test and none failed, else 1.

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

final class Count {
  public static void main(String[] args) throws Exception {
    boolean good = true;
    for (int i = 0; i + 1 < args.length; i += 2) {
      good &= count(args[i], Path.of(args[i + 1]));
    }
    System.exit(good ? 0 : 1);
  }

  private static boolean count(String label, Path dir) throws Exception {
    int tests = 0;
    List<String> failed = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    for (Path report : reports(dir)) {
      NodeList cases =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile()).getElementsByTagName("testcase");
      for (int i = 0; i < cases.getLength(); i++) {
        Element test = (Element) cases.item(i);
        tests++;
        Element failure = child(test, "failure", "error");
        Element skip = child(test, "skipped");
        if (failure != null) {
          failed.add(name(test) + ": " + reason(failure));
        } else if (skip != null) {
          skipped.add(name(test) + ": " + reason(skip));
        }
      }
    }
    int passed = tests - failed.size() - skipped.size();
    System.out.printf("native tests on %s: %d passed, %d failed, %d skipped%n", label, passed, failed.size(), skipped.size());
    if (tests == 0) {
      System.out.println("  failed: no test in " + dir);
    }
    failed.stream().sorted().forEach(line -> System.out.println("  failed: " + line));
    skipped.stream().sorted().forEach(line -> System.out.println("  skipped: " + line));
    return tests > 0 && failed.isEmpty();
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

  private static String name(Element test) {
    String type = test.getAttribute("classname");
    return type.substring(type.lastIndexOf('.') + 1) + "." + test.getAttribute("name").replaceFirst("\\(\\)$", "");
  }

  /** The first line of what was said, without the exception that an assumption is made of. */
  private static String reason(Element element) {
    String text = element.getTextContent().strip();
    String first = text.isEmpty() ? "no reason given" : text.lines().findFirst().orElseThrow().strip();
    return first.replace("parent was skipped: ", "").replaceFirst("^org\\.opentest4j\\.TestAbortedException: ", "")
        .replaceFirst("^Assumption failed: ", "");
  }
}
