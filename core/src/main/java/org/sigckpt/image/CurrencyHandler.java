package org.sigckpt.image;

import java.util.Currency;

/** A currency is the one instance of its code. */
final class CurrencyHandler extends ByNameHandler<Currency> {
  CurrencyHandler() {
    super(Currency.class);
  }

  @Override
  String nameOf(Currency object) {
    return object.getCurrencyCode();
  }

  @Override
  Currency find(String name) {
    return Currency.getInstance(name);
  }
}
