import { connect as connectPlain } from 'node:net';
import { connect as connectSecure } from 'node:tls';

/**
 * Sends a few commands over one connection and returns the first line of each reply; enough for PING, without a client
 * library, because this runs before anything is installed.
 * @param {URL} url
 * @param {string[][]} commands
 * @param {number} timeoutMs
 * @returns {Promise<string[]>}
 */
export function ask(url, commands, timeoutMs) {
  const host = url.hostname.replace(/^\[|\]$/g, '') || '127.0.0.1';
  const port = Number(url.port || 6379);
  return new Promise((resolve, reject) => {
    const socket =
      url.protocol === 'rediss:' ? connectSecure({ host, port, servername: host }) : connectPlain({ host, port });
    let text = '';
    const deadline = setTimeout(() => socket.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      text += chunk;
      const lines = text.split('\r\n').slice(0, -1);
      if (lines.length < commands.length) return;
      socket.end();
      resolve(lines);
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(deadline);
      reject(new Error('the connection was closed without an answer'));
    });
    for (const command of commands) socket.write(encode(command));
  });
}

/** @param {string[]} command */
function encode(command) {
  return `*${command.length}\r\n${command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`;
}
