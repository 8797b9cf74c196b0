// Validates PDFs by veraPDF: VeraCheck ua1,2a FILE... prints file, flavour and PASS or FAIL, then the rules that failed.
import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

public class VeraCheck {
  public static void main(String[] given) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (int file = 1; file < given.length; file++) {
      for (String name : given[0].split(",")) {
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(name);
        Map<String, String> failed = new TreeMap<>();
        boolean good;
        try (var parser = Foundries.defaultInstance().createParser(new FileInputStream(given[file]), flavour)) {
          var result = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
          good = result.isCompliant();
          for (TestAssertion found : result.getTestAssertions()) {
            if (found.getStatus() == TestAssertion.Status.FAILED) {
              failed.put(found.getRuleId().getClause(), found.getMessage());
            }
          }
        }
        System.out.println(given[file] + "\t" + name + "\t" + (good ? "PASS" : "FAIL"));
        failed.forEach((rule, message) -> System.out.println("    " + rule + " " + message));
      }
    }
    System.exit(0);
  }
}
