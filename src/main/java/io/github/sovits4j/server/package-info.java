/**
 * Speech over HTTP: the routes of GPT-SoVITS' own server, old and new, and those of OpenAI's speech
 * interface, for the clients that know them. Needs Helidon's web server, an optional dependency.
 */
package io.github.sovits4j.server;
