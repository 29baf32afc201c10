// The trap inside, for attacks that send a node there: servers on this machine's own addresses, all on one
// port, that note every connection.
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { networkInterfaces } from 'node:os'

export interface Trap {
  readonly port: number
  /**
   * On which addresses it stands: 127.0.0.1, ::1 where there is one, and those of the machine's own
   * interfaces.
   */
  readonly addresses: readonly string[]
  /** Where connections came to, in order. */
  readonly hits: string[]
  close(): Promise<void>
}

const PORT_TRIES = 20

export async function setTrap(): Promise<Trap> {
  const own = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  const addresses = own
    .filter(({ address }) => !address.startsWith('fe80:') && address !== '127.0.0.1')
    .map(({ address }) => address)
  const hits: string[] = []
  const stand = async (address: string, port: number): Promise<Server> => {
    const server = createServer((connection) => {
      hits.push(address)
      connection.on('error', () => {})
      connection.destroy()
    })
    server.listen(port, address)
    await once(server, 'listening')
    return server
  }
  for (let tries = 0; ; tries += 1) {
    const first = await stand('127.0.0.1', 0)
    const { port } = first.address() as AddressInfo
    const servers = [first]
    try {
      for (const address of addresses) servers.push(await stand(address, port))
      const close = async () => void (await Promise.all(servers.map((server) => closed(server))))
      return { port, addresses: ['127.0.0.1', ...addresses], hits, close }
    } catch (error) {
      await Promise.all(servers.map((server) => closed(server)))
      // The port is somebody's on another address.
      if (tries === PORT_TRIES) throw error
    }
  }
}

const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
