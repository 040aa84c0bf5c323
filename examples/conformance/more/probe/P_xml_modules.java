package probe;
import java.io.*;
import java.util.*;
import java.util.logging.*;
import java.util.regex.*;
import java.text.*;
import javax.xml.parsers.*;
import javax.xml.stream.*;
import org.xml.sax.*;
import org.xml.sax.helpers.DefaultHandler;
/** frames of other JDK modules with callbacks: SAX, StAX, DOM, logging, text, regex */
public class P_xml_modules {
  static class Seq implements CharSequence { final String s; Seq(String s) { this.s = s; } public int length() { return s.length(); } public char charAt(int i) { if (i == 5) { Pause.here(); } return s.charAt(i); } public CharSequence subSequence(int a, int b) { return s.subSequence(a, b); } public String toString() { return s; } }
  public static void main(String[] args) throws Exception {
    String xml = "<?xml version='1.0'?><root a='1'><item>one</item><item>two &amp; three</item><x/></root>";
    StringBuilder out = new StringBuilder();
    SAXParserFactory.newInstance().newSAXParser().parse(new InputSource(new StringReader(xml)), new DefaultHandler() {
      public void startElement(String u, String l, String q, Attributes a) { out.append('<').append(q).append(a.getLength()); Pause.here(); }
      public void characters(char[] c, int s, int n) { out.append(c, s, n); } public void endElement(String u, String l, String q) { out.append('>'); } });
    System.out.println("FINAL " + out);
    Reader slow = new Reader() { final StringReader r = new StringReader(xml); boolean first = true; public int read(char[] c, int o, int n) throws IOException { if (first) { first = false; Pause.here(); } return r.read(c, o, Math.min(n, 10)); } public void close() {} };
    XMLStreamReader r = XMLInputFactory.newInstance().createXMLStreamReader(slow); int events = 0; while (r.hasNext()) { events += r.next(); if (events == 5) { Pause.here(); } } System.out.println("FINAL " + events);
    System.out.println("FINAL " + DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml))).getDocumentElement().getChildNodes().getLength());
    Logger log = Logger.getLogger("x.y"); log.setUseParentHandlers(false); StringBuilder logged = new StringBuilder(); log.addHandler(new Handler() { public void publish(LogRecord rec) { Pause.here(); logged.append(rec.getMessage()); } public void flush() {} public void close() {} }); log.info("hello"); log.log(Level.WARNING, () -> { Pause.here(); return "lazy"; }); System.out.println("FINAL " + logged);
    Matcher m = Pattern.compile("(a+)(b|c)\\2").matcher(new Seq("xaaaabbaacc")); int found = 0; while (m.find()) { found += m.end(); } System.out.println("FINAL " + found);
    System.out.println("FINAL " + Pattern.compile("\\d").matcher("a1b22").replaceAll(x -> { Pause.here(); return "<" + x.group() + ">"; }));
    System.out.println("FINAL " + new MessageFormat("{0,number,integer} {1}", Locale.ROOT).format(new Object[] {1234, new Object() { public String toString() { Pause.here(); return "obj"; } }}));
    ServiceLoader<java.nio.file.spi.FileSystemProvider> sl = ServiceLoader.load(java.nio.file.spi.FileSystemProvider.class); int n = 0; for (Object o : sl) { Pause.here(); n++; } System.out.println("FINAL " + (n > 0));
  }
}
