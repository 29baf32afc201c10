import type { SocketListener } from '../../../../server/sync/socket/sync-socket.ts'

/** Does nothing about whatever happens on a line. */
export const deafListener: SocketListener = {
  message: () => {},
  text: () => {},
  bytes: () => {},
  pong: () => {},
  drained: () => {},
  closed: () => {},
}
