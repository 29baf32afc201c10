// The platform's errors when a connection or an answer fails, in sentences for people. The first error stays
// as the cause, for the log.
import { codeOf } from './name-lookup.ts'
import { OutwardFault } from './outward-fault.ts'
import { QueueFull } from '../../time/keyed-semaphore.ts'

/**
 * Of a certificate, what somebody can do something about; all else is that nobody we trust vouches for it.
 */
const CERTIFICATE_TROUBLE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet, or this machine’s clock is wrong',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
}

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
  if (code.startsWith('ERR_TLS_') || /CERT|SIGNATURE|ISSUER|CRL/.test(code)) {
    const why = CERTIFICATE_TROUBLE[code] ?? 'its certificate is not from anyone this node trusts'
    return new OutwardFault('wrong', `${host} cannot prove that it is ${host}: ${why}.`, error)
  }
  return new OutwardFault('away', `${host} does not answer.`, error)
}
