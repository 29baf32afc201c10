// A process that sends back what it is sent and does nothing else: half of the way there and back is the
// network's delay.
import { createServer } from 'node:net'

const server = createServer((socket) => {
  socket.setNoDelay(true).on('error', () => socket.destroy())
  socket.pipe(socket)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0)
})
process.once('disconnect', () => process.exit())
