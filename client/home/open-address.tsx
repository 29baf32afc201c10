// Going to a world by its address, or by a link to it; on another node, too.
import { ArrowRight } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { go, pathOfWorld } from '../navigation/route.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { parseWorldAddress, type ParsedWorldAddress } from '../navigation/world-address.ts'
import { ownNode } from '../session/own-node.ts'

const NO_ADDRESS =
  'An address is two words with a slash between them, such as ada/garden, or bob@house.example/square on another node. A link to a world works too.'

/** Where a link leads: its key is used on the way in. */
const pathTo = ({ address, secret }: ParsedWorldAddress): string =>
  secret === null ? pathOfWorld(address) : `${pathOfWorld(address)}#key=${encodeURIComponent(secret)}`

export function OpenAddress() {
  const [text, setText] = useState('')
  const [trouble, setTrouble] = useState<string | null>(null)
  function open(event: FormEvent): void {
    event.preventDefault()
    const destination = parseWorldAddress(text, ownNode())
    if (destination) go(pathTo(destination))
    else setTrouble(NO_ADDRESS)
  }
  function change(next: string): void {
    setText(next)
    setTrouble(null)
  }
  return (
    <form className="open-address" onSubmit={open}>
      <Field
        label="Open by address"
        value={text}
        onText={change}
        trouble={trouble}
        placeholder="ada/garden, or a link"
        spellCheck={false}
        autoCapitalize="none"
      />
      <Button type="submit" disabled={text.trim() === ''}>
        Open <ArrowRight size={16} aria-hidden="true" />
      </Button>
    </form>
  )
}
