// One connection to exactly the addresses that were judged: no second lookup takes place in which a name
// could lead elsewhere (DNS rebinding), and no proxy of the environment is asked. TLS is checked against the
// name.
import { connect, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectSecurely, type SecureContext } from 'node:tls'
import type { RequestDestination } from './request-destination.ts'

/** Of many addresses of a name, so many are tried, one after the other. */
const ADDRESSES_TRIED_MAX = 8
/**
 * An address that does not answer for so long is left for the next one, in ms: around the world and back,
 * twice.
 */
const NEXT_ADDRESS_MS = 700

/**
 * Connects, and shakes hands where it is over TLS; rejects with the platform's error, or the signal's reason.
 */
export async function dial(
  { host, port, isSecure, isAddress }: RequestDestination,
  judged: readonly string[],
  signal: AbortSignal,
  secureContext: SecureContext | null,
): Promise<Socket> {
  signal.throwIfAborted()
  const way = {
    host,
    port,
    lookup: answering(judged.slice(0, ADDRESSES_TRIED_MAX)),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
  }
  const socket = isSecure
    ? connectSecurely({
        ...way,
        ...(isAddress ? {} : { servername: host }),
        ...(secureContext === null ? {} : { secureContext }),
        ALPNProtocols: ['http/1.1'],
        minVersion: 'TLSv1.2',
        // Said, so that no variable of the environment turns it off.
        rejectUnauthorized: true,
      })
    : connect(way)
  // Between two users of the socket nobody listens: an error then must not end the process. The next user
  // sees it closed.
  socket.on('error', () => {})
  return new Promise((resolve, reject) => {
    const giveUp = () => socket.destroy(signal.reason as Error)
    const settle = () => signal.removeEventListener('abort', giveUp)
    signal.addEventListener('abort', giveUp, { once: true })
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      settle()
      socket.setNoDelay(true)
      resolve(socket)
    })
    socket.once('error', reject)
    socket.once('close', () => {
      settle()
      reject(new Error('the connection was closed before it was ready'))
    })
  })
}

/** The name lookup of a socket. It returns these addresses for any name. */
function answering(addresses: readonly string[]): LookupFunction {
  const answers = addresses.map((address) => ({ address, family: isIP(address) }))
  return (name, { all }, tell) => {
    const [first] = answers
    if (all === true) tell(null, answers)
    else if (first === undefined) tell(new Error(`nothing is known of ${name}`), [])
    else tell(null, first.address, first.family)
  }
}
