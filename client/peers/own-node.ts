// What other nodes call the node that serves this page, as far as a page can tell: by where it was opened.
import type { NodeName } from '../../shared/world/address.ts'
import { nodeOfUrl } from './address-in.ts'

export const ownNode = (): NodeName | null => nodeOfUrl(location)
