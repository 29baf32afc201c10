// Why a node could not start, for the person at its console.
import type { Config } from '../config/node-config.ts'
import { StoreRefusal } from '../storage/store-refusal.ts'
import { whyPathUnusable } from '../storage/sqlite/files/data-folder.ts'
import { TlsRefusal } from '../tls/tls-files.ts'

/** One sentence that says what to do. */
export function startFault(error: unknown, { port, host }: Pick<Config, 'port' | 'host'>): string {
  if (error instanceof StoreRefusal || error instanceof TlsRefusal) return error.message
  // The system says the same of a file that is another user's as of a port that is not for everybody.
  const unusable = whyPathUnusable(error)
  if (unusable !== null) return unusable
  const code = error instanceof Error && 'code' in error ? error.code : null
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use, perhaps by another node. Choose another one with --port.`
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EAI_AGAIN':
    case 'EINVAL':
    case 'ENOTFOUND':
      return `This machine has no address ${host}. Choose another one with --host.`
    case 'EACCES':
      return `This user is not allowed to listen on port ${port}. Choose one above 1023 with --port.`
    default:
      return `Inkland could not start: ${error instanceof Error ? error.message : String(error)}`
  }
}
