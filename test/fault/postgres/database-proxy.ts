// Stands between a node and its database, and cuts their lines: at once, or when the database has done what
// was asked and its answer is on the way.
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'

interface DatabaseProxy extends AsyncDisposable {
  readonly port: number
  /** How many lines were cut. */
  readonly cuts: number
  /** Cuts all lines. */
  cut(): void
  /** Lets questions through and keeps the answers back; each line is cut once the database has answered. */
  cutAnswers(): void
}

interface Line {
  readonly near: Socket
  readonly far: Socket
  isAnswerLost: boolean
}

export async function databaseProxy(to: number): Promise<DatabaseProxy> {
  const lines = new Set<Line>()
  let cuts = 0
  const cut = (line: Line): void => {
    if (!lines.delete(line)) return
    cuts += 1
    line.near.destroy()
    line.far.destroy()
  }
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    const line: Line = { near, far, isAnswerLost: false }
    lines.add(line)
    near.on('data', (bytes) => far.write(bytes))
    far.on('data', (bytes) => (line.isAnswerLost ? cut(line) : near.write(bytes)))
    for (const end of [near, far]) {
      end.on('error', () => {})
      end.on('close', () => {
        lines.delete(line)
        near.destroy()
        far.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    get cuts() {
      return cuts
    },
    cut() {
      for (const line of lines) cut(line)
    },
    cutAnswers() {
      for (const line of lines) line.isAnswerLost = true
    },
    async [Symbol.asyncDispose]() {
      for (const line of lines) cut(line)
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
