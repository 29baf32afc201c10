// Everything that can go wrong between this node and another, each with a sentence for people: first in
// terms of one request (`OutwardFault`), then in terms of the node that was wanted (`PeerFault`). A sentence
// tells nothing of the inside: a name that leads into a private network reads like a name that nobody has.
import type { NodeName } from '../../../shared/world/address.ts'
import { QueueFull } from '../../time/semaphore.ts'

/**
 * - `refused`: this node does not go there, now or later.
 * - `away`, `slow`, `busy`: not now; trying again later makes sense.
 * - `wrong`: something answered, and not as a node does.
 * - `stopped`: the caller no longer wants it.
 */
export type OutwardReason = 'refused' | 'away' | 'slow' | 'busy' | 'wrong' | 'stopped'

export class OutwardFault extends Error {
  override readonly name: string = 'OutwardFault'
  readonly reason: OutwardReason

  constructor(reason: OutwardReason, sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.reason = reason
  }
}

/** The status of a request whose upgrade a proxy took out: what a node says to that is for its own people. */
export const NO_UPGRADE = 426
const noWebSocket = (host: string): string =>
  `A proxy in front of ${host} lets no WebSocket through. Whoever runs it has to change that.`

/** A socket was asked for, and the other node answered in words: it may say why. */
export class SocketDeclined extends OutwardFault {
  override readonly name = 'SocketDeclined'
  readonly status: number
  readonly body: Uint8Array

  constructor(host: string, status: number, body: Uint8Array) {
    super(
      'wrong',
      status === NO_UPGRADE ? noWebSocket(host) : `${host} did not connect (it answered ${status}).`,
    )
    this.status = status
    this.body = body
  }
}

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/**
 * Of a certificate, what somebody can do something about; all else is that nobody we trust vouches for it.
 */
const CERTIFICATE_TROUBLE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet, or this machine’s clock is wrong',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
}

/**
 * Of a chain that does not count; the platform has no name for some, such as one outside name constraints.
 */
const CERTIFICATE_CODE =
  /CERT|SIGNATURE|ISSUER|CRL|VIOLATION|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|HOSTNAME|UNSPECIFIED/

/** Any error of a request to a host, as the one kind of error; but a mistake of ours stays unchanged. */
export function faultOf(error: unknown, host: string): unknown {
  if (error instanceof OutwardFault || error instanceof TypeError || error instanceof SyntaxError)
    return error
  if (error instanceof QueueFull) {
    return new OutwardFault(
      'busy',
      'This node is asking too many others at once. Try again in a moment.',
      error,
    )
  }
  const code = codeOf(error)
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new OutwardFault('wrong', `${host} sent too many headers.`, error)
  }
  if (code.startsWith('HPE_')) return new OutwardFault('wrong', `${host} does not answer like a node.`, error)
  if (code.startsWith('Z_')) return new OutwardFault('wrong', `${host} sent what cannot be unpacked.`, error)
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return new OutwardFault('wrong', `${host} does not use https there.`, error)
  }
  if (code.startsWith('ERR_TLS_') || CERTIFICATE_CODE.test(code)) {
    const why = CERTIFICATE_TROUBLE[code] ?? 'its certificate is not from anyone this node trusts'
    return new OutwardFault('wrong', `${host} cannot prove that it is ${host}: ${why}.`, error)
  }
  return new OutwardFault('away', `${host} does not answer.`, error)
}

/**
 * - `asleep`: a node that was met does not answer now.
 * - `unreachable`: nobody answers under a name that was never met.
 * - `slow`: it answers, and not in time.
 * - `clock`: its clock and the one of this node differ, so that nothing counts there that is signed here.
 * - `busy`: it, or this node, has too much to do just now.
 * - `version`: it speaks another version than this node.
 * - `private`: its address lies where this node does not go.
 * - `blocked`: an admin here does not want it, or its keys are not those that it had.
 * - `refused`: it said no, or something that no node says.
 */
export type PeerFaultKind =
  | 'asleep'
  | 'unreachable'
  | 'slow'
  | 'clock'
  | 'busy'
  | 'version'
  | 'private'
  | 'blocked'
  | 'refused'

export class PeerFault extends Error {
  override readonly name = 'PeerFault'
  readonly kind: PeerFaultKind
  readonly node: NodeName

  constructor(kind: PeerFaultKind, node: NodeName, sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.kind = kind
    this.node = node
  }

  /** It did not answer. */
  get isSilent(): boolean {
    return this.kind === 'asleep' || this.kind === 'unreachable' || this.kind === 'slow'
  }

  /** Trying again later makes sense. */
  get isAway(): boolean {
    return this.isSilent || this.kind === 'clock' || this.kind === 'busy'
  }
}

/** The words about a node that is called by its key: nobody can ask it anything. */
export const noAddress = (node: NodeName): PeerFault =>
  new PeerFault(
    'unreachable',
    node,
    'That node has no public address: it can visit others, but nobody can visit it.',
  )

/** The words about a node that does not answer; every part that waits for one uses them. */
export const asleep = (node: NodeName, cause?: unknown): PeerFault =>
  new PeerFault('asleep', node, `${node} is asleep. Try again when it is awake.`, cause)

/**
 * `isMet`: a node that was met before and does not answer is asleep; no other is. An error that is no fault
 * of the other side stays unchanged.
 */
export function peerFaultOf(error: unknown, node: NodeName, isMet: boolean): unknown {
  if (!(error instanceof OutwardFault)) return error
  switch (error.reason) {
    case 'refused':
      return new PeerFault('private', node, error.message, error)
    case 'away':
      return isMet ? asleep(node, error) : new PeerFault('unreachable', node, error.message, error)
    case 'slow':
      return new PeerFault('slow', node, error.message, error)
    case 'busy':
    case 'stopped':
      return new PeerFault('busy', node, error.message, error)
    case 'wrong':
      return new PeerFault('refused', node, error.message, error)
  }
  return error.reason satisfies never
}
