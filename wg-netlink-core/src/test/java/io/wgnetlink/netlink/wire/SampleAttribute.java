package io.wgnetlink.netlink.wire;

/** A table with one attribute of each kind, for tests. */
enum SampleAttribute implements Attribute {
  SAMPLE_FLAG(1, AttributeFormat.FLAG),
  SAMPLE_U8(2, AttributeFormat.U8),
  SAMPLE_U16(3, AttributeFormat.U16),
  SAMPLE_U32(4, AttributeFormat.U32),
  SAMPLE_U64(5, AttributeFormat.U64),
  SAMPLE_STRING(6, AttributeFormat.string(15)),
  SAMPLE_BINARY(7, AttributeFormat.binary()),
  SAMPLE_SECRET(8, AttributeFormat.secret(4)),
  SAMPLE_NEST(9, AttributeFormat.nested(Inner.TABLE)),
  SAMPLE_LIST(10, AttributeFormat.nestedArray(Inner.TABLE));

  enum Inner implements Attribute {
    INNER_U32(1, AttributeFormat.U32),
    INNER_TEXT(2, AttributeFormat.string(255));

    static final AttributeTable<Inner> TABLE = AttributeTable.of(Inner.class);

    private final int type;
    private final AttributeFormat format;

    Inner(int type, AttributeFormat format) {
      this.type = type;
      this.format = format;
    }

    @Override
    public int type() {
      return type;
    }

    @Override
    public AttributeFormat format() {
      return format;
    }
  }

  static final AttributeTable<SampleAttribute> TABLE = AttributeTable.of(SampleAttribute.class);
  static final MessageSchema SCHEMA = new MessageSchema("SAMPLE", 4, TABLE);

  private final int type;
  private final AttributeFormat format;

  SampleAttribute(int type, AttributeFormat format) {
    this.type = type;
    this.format = format;
  }

  @Override
  public int type() {
    return type;
  }

  @Override
  public AttributeFormat format() {
    return format;
  }
}
