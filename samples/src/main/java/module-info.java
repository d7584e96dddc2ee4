/** {@code wgj}: the programs that show what the library does. */
module io.wgnetlink.samples {
  requires static transitive org.jspecify;
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires com.fasterxml.jackson.databind;
  requires info.picocli;
  requires io.wgnetlink.core;
  requires io.wgnetlink.failover;
  requires io.wgnetlink.route;
  requires org.slf4j;

  opens io.wgnetlink.samples.cli to
      info.picocli;
  opens io.wgnetlink.samples.demo to
      com.fasterxml.jackson.databind,
      info.picocli;

  provides ch.qos.logback.classic.spi.Configurator with
      io.wgnetlink.samples.cli.LogSetup;
}
