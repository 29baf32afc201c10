// Signs in to a node that runs, for as long as a command takes.
import { Refusal } from '../../../shared/wire/api/node-bodies.ts'
import { isLoopback } from '../../network/loopback.ts'
import { CliFault } from './cli-fault.ts'
import { systemClock as clock } from '../../time/server-clock.ts'
import { signalAfter } from '../../../shared/time/time-limit.ts'

/**
 * How long a node may take to answer, in ms: a password takes it a while, and others may sign in just now.
 */
const ANSWER_MS = 30_000

/** Headers that say who asks. */
export interface NodeRequest {
  readonly headers: Readonly<Record<string, string>>
}

/** In an open node nobody needs to be somebody. */
export const NOBODY: NodeRequest = { headers: {} }

/** Does `work` as an account, and signs out again; throws a CliFault when it cannot sign in. */
export async function asAccount<T>(
  node: URL,
  account: string,
  password: string,
  work: (asking: NodeRequest) => Promise<T>,
): Promise<T> {
  const asking = await signIn(node, account, password)
  try {
    return await work(asking)
  } finally {
    // A session that cannot be ended now ends by itself, and can be ended on the account’s page.
    await send(node, 'DELETE', asking).catch(() => null)
  }
}

/** Whether what is sent to a node can be read by nobody on the way. */
const isPrivate = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || isLoopback(hostname.replace(/^\[|\]$/g, ''))

async function signIn(node: URL, account: string, password: string): Promise<NodeRequest> {
  if (!isPrivate(node)) {
    throw new CliFault(
      `${node.origin} is plain http, so others could read the password. Use its https address, or do this on its own machine.`,
    )
  }
  const answer = await send(node, 'POST', NOBODY, { account, password }).catch((error: unknown) => {
    throw new CliFault(`No node answers at ${node.origin}. Start it, or give another address.`, {
      cause: error,
    })
  })
  if (!answer.ok) {
    const refusal = Refusal.safeParse(await answer.json().catch(() => null))
    throw new CliFault(
      answer.status === 404
        ? 'That node is open and has no accounts. Leave out --as.'
        : refusal.success
          ? refusal.data.text
          : `The node did not let ${account} in (${answer.status}).`,
    )
  }
  const cookie = answer.headers
    .getSetCookie()
    .map((header) => header.split(';', 1)[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ')
  return { headers: { cookie } }
}

function send(node: URL, method: string, { headers }: NodeRequest, body?: object): Promise<Response> {
  return fetch(new URL('/api/session', node), {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    redirect: 'manual',
    signal: signalAfter(clock, ANSWER_MS),
    ...(body && { body: JSON.stringify(body) }),
  })
}
