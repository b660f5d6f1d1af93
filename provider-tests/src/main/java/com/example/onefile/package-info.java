/** The worked example of docs/BACKENDS.md: a backend that keeps all files in one. */
package com.example.onefile;
