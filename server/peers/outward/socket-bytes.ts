// The bytes that came in on a connection so far, and those that went out: `ws` tells nothing of a large
// message before it is whole.
import type { WebSocket } from 'ws'

export const bytesIn = (line: WebSocket): number => countOf(line, 'bytesRead')
export const bytesOut = (line: WebSocket): number => countOf(line, 'bytesWritten')

function countOf(line: WebSocket, what: 'bytesRead' | 'bytesWritten'): number {
  const socket: unknown = Reflect.get(line, '_socket')
  const bytes: unknown = typeof socket === 'object' && socket !== null ? Reflect.get(socket, what) : 0
  return typeof bytes === 'number' ? bytes : 0
}
