/** What tests need of the machine they run on: processes of their own, mounts, memory. */
@NullMarked
package io.durability.testkit.host;

import org.jspecify.annotations.NullMarked;
