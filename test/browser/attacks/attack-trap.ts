// Notices in a browser everything that an attack could reach: a call of `got()`, a dialog, a window, a
// request to anywhere but the node.
import { expect, type BrowserContext } from '@playwright/test'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

interface Trap {
  /** The reached targets, in words; empty if all is well. */
  readonly sprung: readonly string[]
}

/** Sets a trap in every page of a context; `node` is the only origin that may be asked. */
export async function setTrap(context: BrowserContext, node: string): Promise<Trap> {
  const sprung: string[] = []
  await context.exposeFunction('got', (...words: unknown[]) => {
    sprung.push(`a script ran: ${words.join(' ')}`)
  })
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (!['data:', 'blob:', 'about:'].includes(protocol) && origin !== node)
      sprung.push(`asked ${request.url()}`)
  })
  context.on('page', (page) => {
    page.on('dialog', (dialog) => {
      sprung.push(`a dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('popup', (popup) => sprung.push(`a window: ${popup.url()}`))
  })
  return { sprung }
}

export interface EvilServer extends AsyncDisposable {
  /** `localhost:PORT`: another site than 127.0.0.1. */
  readonly host: string
  readonly url: string
  /** Requests to it, without pages that a test opened itself. */
  readonly asked: readonly string[]
}

/**
 * A server of somebody else, at a name of this machine, with these pages; everything else that is asked of it
 * counts.
 */
export async function startEvil(
  pages: Readonly<Record<string, string>> = {},
  site = 'localhost',
): Promise<EvilServer> {
  const asked: string[] = []
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const page = pages[request.url ?? '']
    if (page === undefined && request.url !== '/favicon.ico') asked.push(request.url ?? '')
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(page)
  }
  const server: Server = createServer(answer)
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, site, resolve)
  await promise
  const address = server.address()
  expect(address).toBeInstanceOf(Object)
  const host = `${site}:${typeof address === 'object' && address ? address.port : 0}`
  return {
    host,
    url: `http://${host}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
