// The node that somebody means as theirs: by its name, an account there, or a link to one of its pages; and
// where its pages are.
import { parseNodeName, type NodeName } from '../../../shared/world/address.ts'
import { nodeOfUrl } from '../../navigation/world-address.ts'

interface NodePlace {
  readonly node: NodeName
  /** Such as `https://house.example`. */
  readonly origin: string
}

const LINK = /^https?:\/\//iu
const WITH_PORT = /:\d+$/u

/**
 * Null: it names no node. `scheme`: of the page that says so, such as `http:`; a name with a port is reached
 * the same way, any other by https.
 */
export function nodePlaceIn(text: string, scheme: string): NodePlace | null {
  const trimmed = text.trim()
  const url = LINK.test(trimmed) ? URL.parse(trimmed) : null
  if (url !== null) {
    const node = nodeOfUrl(url)
    return node && { node, origin: url.origin }
  }
  const node = parseNodeName(trimmed.slice(trimmed.lastIndexOf('@') + 1).replace(/\/.*$/u, ''))
  return node && { node, origin: `${WITH_PORT.test(node) ? scheme : 'https:'}//${node}` }
}
