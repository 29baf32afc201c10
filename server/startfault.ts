// Why a node could not start, in one sentence that says what to do.
import type { Config } from './config.ts'

export function startFault(error: unknown, { port, host, data }: Config): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use, maybe by another node; choose another one with --port.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${host}; choose another one with --host.`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return isAboutListening(error)
        ? `This user may not listen on port ${port}; choose one over 1023 with --port.`
        : `The folder ${data} cannot be written to; choose another one with --data.`
    default:
      return `Inkland could not start: ${error instanceof Error ? error.message : String(error)}`
  }
}

const isAboutListening = (error: unknown) =>
  error instanceof Error && 'syscall' in error && error.syscall === 'listen'
