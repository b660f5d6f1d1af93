module probe {
  requires io.durability.core;
}
