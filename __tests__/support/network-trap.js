/**
 * Loaded before a process under test (`node --import`): every way to the network is refused, and noted in the file that
 * CUSTODY_TEST_TRAP names. Plain JavaScript, so that it needs no loader.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import net from 'node:net';

const file = process.env['CUSTODY_TEST_TRAP'] ?? '';

function trap(what) {
  return (...given) => {
    appendFileSync(file, `${what} ${JSON.stringify(given[0]?.href ?? given[0] ?? '')}\n`);
    throw new Error(`the network was used: ${what}`);
  };
}

net.Socket.prototype.connect = trap('connect');
dgram.Socket.prototype.send = trap('send');
dns.lookup = trap('lookup');
dns.promises.lookup = trap('lookup');
globalThis.fetch = trap('fetch');
