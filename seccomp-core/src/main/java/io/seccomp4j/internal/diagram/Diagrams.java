package io.seccomp4j.internal.diagram;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/**
 * Multi-terminal binary decision diagrams: functions from the bits of a call ({@link Variables}) to
 * a 32-bit value. Reduced, ordered and shared, so two functions are equal exactly when their roots
 * are the same number. Not thread-safe.
 *
 * <p>A condition is a diagram whose values are {@link #NO} and {@link #YES}.
 *
 * @see <a href="https://doi.org/10.1109/TC.1986.1676819">Bryant, Graph-Based Algorithms for Boolean
 *     Function Manipulation</a>
 */
public final class Diagrams {
  /** The condition that never holds: the value 0. */
  public static final int NO = 0;

  /** The condition that always holds: the value 1. */
  public static final int YES = 1;

  /** Steps of work for each node that is permitted. */
  private static final long STEPS_PER_NODE = 16;

  private static final int FIRST_ROOM = 1 << 11;

  /** The variable of values, which comes after all others. */
  private static final int VALUE = Variables.COUNT;

  private final int mostNodes;
  private final Work work;
  private int size;
  private int[] variable = new int[FIRST_ROOM];
  private int[] low = new int[FIRST_ROOM];
  private int[] high = new int[FIRST_ROOM];

  /** The nodes by what they are, open addressing; twice as long as there is room for nodes. */
  private int[] unique = emptyTable(FIRST_ROOM * 2);

  /** Results of {@link #choose}, four words each; an older one gives way. */
  private int[] chosen = new int[FIRST_ROOM * 4];

  /** Starts with the two conditions that need no bit. */
  public Diagrams(int mostNodes) {
    this(mostNodes, new Work(mostNodes * STEPS_PER_NODE));
  }

  /** Starts so, with work that other diagrams take from, too. */
  public Diagrams(int mostNodes, Work work) {
    this.mostNodes = mostNodes;
    this.work = work;
    value(0);
    value(1);
  }

  private static int[] emptyTable(int length) {
    int[] table = new int[length];
    Arrays.fill(table, -1);
    return table;
  }

  /** Returns how many nodes there are. */
  public int size() {
    return size;
  }

  /** Returns the diagram of a value that depends on nothing. */
  public int value(int value) {
    return unique(VALUE, value, 0);
  }

  /** Says whether a diagram depends on nothing. */
  public boolean isValue(int node) {
    return variable[node] == VALUE;
  }

  /** Returns the value of a diagram that depends on nothing. */
  public int valueOf(int node) {
    return low[node];
  }

  /** Returns the first bit that a diagram asks for. */
  public int variable(int node) {
    return variable[node];
  }

  /** Returns what remains when a bit is 0. */
  public int low(int node, int bit) {
    return variable[node] == bit ? low[node] : node;
  }

  /** Returns what remains when a bit is 1. */
  public int high(int node, int bit) {
    return variable[node] == bit ? high[node] : node;
  }

  /** Returns the diagram that asks for a bit; the two ask for later bits only. */
  public int node(int bit, int ifZero, int ifOne) {
    return ifZero == ifOne ? ifZero : unique(bit, ifZero, ifOne);
  }

  /**
   * Compares the masked bits of a word or an argument with a bound, unsigned.
   *
   * @param first its first bit
   * @param bits how many it has
   * @param mask the bits that count; the others are taken for 0
   * @param bound what it is compared with
   * @param below the result where it is less
   * @param equal the result where it is equal
   * @param above the result where it is greater
   */
  public int compare(int first, int bits, long mask, long bound, int below, int equal, int above) {
    int result = equal;
    for (int bit = 0; bit < bits; bit++) {
      boolean one = (bound >>> bit & 1) != 0;
      if ((mask >>> bit & 1) == 0) {
        result = one ? below : result;
      } else {
        int asked = first + bits - 1 - bit;
        result = one ? node(asked, below, result) : node(asked, result, above);
      }
    }
    return result;
  }

  /** Returns the condition that a word has a 1 in one of some places. */
  public int anyBit(int first, int mask) {
    int result = NO;
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      if ((mask >>> bit & 1) != 0) {
        result = node(first + Integer.SIZE - 1 - bit, result, YES);
      }
    }
    return result;
  }

  /** Returns one diagram where a condition holds, and another where it does not. */
  public int choose(int condition, int yes, int no) {
    if (condition == YES || yes == no) {
      return yes;
    }
    if (condition == NO) {
      return no;
    }
    int slot = (hash(condition, yes, no) & (chosen.length / 4 - 1)) * 4;
    if (chosen[slot] == condition && chosen[slot + 1] == yes && chosen[slot + 2] == no) {
      return chosen[slot + 3];
    }
    work.take(1);
    int bit = Math.min(variable[condition], Math.min(variable[yes], variable[no]));
    int ifZero = choose(low(condition, bit), low(yes, bit), low(no, bit));
    int ifOne = choose(high(condition, bit), high(yes, bit), high(no, bit));
    int result = node(bit, ifZero, ifOne);
    slot = (hash(condition, yes, no) & (chosen.length / 4 - 1)) * 4;
    chosen[slot] = condition;
    chosen[slot + 1] = yes;
    chosen[slot + 2] = no;
    chosen[slot + 3] = result;
    return result;
  }

  /** Applies a function to each value. */
  public int map(int node, IntUnaryOperator function) {
    return map(node, function, new HashMap<>());
  }

  private int map(int node, IntUnaryOperator function, Map<Integer, Integer> known) {
    if (isValue(node)) {
      return value(function.applyAsInt(valueOf(node)));
    }
    Integer before = known.get(node);
    if (before != null) {
      return before;
    }
    remember(known);
    int ifZero = map(low[node], function, known);
    int ifOne = map(high[node], function, known);
    int result = node(variable[node], ifZero, ifOne);
    known.put(node, result);
    return result;
  }

  /** Applies a function to the two values that two diagrams have for the same call. */
  public int combine(int first, int second, IntBinaryOperator function) {
    return combine(first, second, function, new HashMap<>());
  }

  private int combine(int first, int second, IntBinaryOperator function, Map<Long, Integer> known) {
    if (isValue(first) && isValue(second)) {
      return value(function.applyAsInt(valueOf(first), valueOf(second)));
    }
    long pair = (long) first << Integer.SIZE | second;
    Integer before = known.get(pair);
    if (before != null) {
      return before;
    }
    remember(known);
    int bit = Math.min(variable[first], variable[second]);
    int ifZero = combine(low(first, bit), low(second, bit), function, known);
    int ifOne = combine(high(first, bit), high(second, bit), function, known);
    int result = node(bit, ifZero, ifOne);
    known.put(pair, result);
    return result;
  }

  /** Returns what remains where the bits of a word are known. */
  public int fixed(int node, int first, int bits, long value) {
    int rest = node;
    for (int bit = 0; bit < bits; bit++) {
      boolean one = (value >>> (bits - 1 - bit) & 1) != 0;
      rest = one ? high(rest, first + bit) : low(rest, first + bit);
    }
    return rest;
  }

  /** Returns bits for which two unequal diagrams have different values; 0 where none is needed. */
  public boolean[] difference(int first, int second) {
    boolean[] bits = new boolean[Variables.COUNT];
    int one = first;
    int other = second;
    while (!isValue(one) || !isValue(other)) {
      int bit = Math.min(variable[one], variable[other]);
      bits[bit] = low(one, bit) == low(other, bit);
      int nextOne = bits[bit] ? high(one, bit) : low(one, bit);
      other = bits[bit] ? high(other, bit) : low(other, bit);
      one = nextOne;
    }
    return bits;
  }

  /** Two diagrams may have far more pairs of nodes than nodes, and each pair is remembered. */
  private void remember(Map<?, ?> known) {
    work.take(1);
    if (known.size() >= mostNodes) {
      throw new TooLargeException("the diagrams have more than " + mostNodes + " pairs of nodes");
    }
  }

  private int unique(int bit, int ifZero, int ifOne) {
    int slot = hash(bit, ifZero, ifOne) & (unique.length - 1);
    while (unique[slot] >= 0) {
      int known = unique[slot];
      if (variable[known] == bit && low[known] == ifZero && high[known] == ifOne) {
        return known;
      }
      slot = slot + 1 & (unique.length - 1);
    }
    if (size == mostNodes) {
      throw new TooLargeException("the diagram has more than " + mostNodes + " nodes");
    }
    int made = size++;
    if (made == variable.length) {
      grow();
    }
    variable[made] = bit;
    low[made] = ifZero;
    high[made] = ifOne;
    enter(made);
    return made;
  }

  private void grow() {
    int room = variable.length * 2;
    variable = Arrays.copyOf(variable, room);
    low = Arrays.copyOf(low, room);
    high = Arrays.copyOf(high, room);
    unique = emptyTable(room * 2);
    chosen = new int[room * 4];
    for (int node = 0; node < size - 1; node++) {
      enter(node);
    }
  }

  private void enter(int node) {
    int slot = hash(variable[node], low[node], high[node]) & (unique.length - 1);
    while (unique[slot] >= 0) {
      slot = slot + 1 & (unique.length - 1);
    }
    unique[slot] = node;
  }

  private static int hash(int first, int second, int third) {
    int mixed = (first * 0x9E37_79B1 + second) * 0x85EB_CA77 + third;
    mixed = (mixed ^ mixed >>> 15) * 0xC2B2_AE3D;
    return mixed ^ mixed >>> 13;
  }
}
