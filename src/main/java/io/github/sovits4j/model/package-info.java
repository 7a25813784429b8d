/**
 * The networks of GPT-SoVITS, written once over the operator vocabulary. They know no backend: each
 * gets one, uploads its weights to it, and captures graphs on it.
 */
package io.github.sovits4j.model;
