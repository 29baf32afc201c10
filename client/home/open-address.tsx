// Going to a world by its address.
import { ArrowRight } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { parseAddress, type Address } from '../../shared/world/address.ts'
import { go, pathOfWorld } from '../app/route.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'

/** Reads an address, or a whole link to a world. */
function addressIn(text: string): Address | null {
  const trimmed = text.trim()
  const path = /\/w\/([^/?#]+\/[^/?#]+)/.exec(trimmed)?.[1]
  try {
    return parseAddress(path === undefined ? trimmed : decodeURIComponent(path))
  } catch {
    return null
  }
}

export function OpenAddress() {
  const [text, setText] = useState('')
  const [trouble, setTrouble] = useState<string | null>(null)
  function open(event: FormEvent): void {
    event.preventDefault()
    const address = addressIn(text)
    if (address) go(pathOfWorld(address))
    else setTrouble('An address is two words with a slash between, such as ada/garden.')
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
        placeholder="ada/garden"
        spellCheck={false}
      />
      <Button type="submit" disabled={text.trim() === ''}>
        Open <ArrowRight size={16} aria-hidden="true" />
      </Button>
    </form>
  )
}
