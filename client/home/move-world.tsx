// Moving a world to another address. Its identity stays, so what people have on their devices follows.
import { useState, type FormEvent } from 'react'
import { parseAddress } from '../../shared/world/address.ts'
import { wordsOf } from '../api/request.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { moveWorld } from '../api/worlds-api.ts'
import type { ListedWorld } from '../session/listed-worlds.ts'

interface MoveWorldProps {
  readonly world: ListedWorld
  readonly open: boolean
  readonly onClose: () => void
  readonly onMoved: () => void
}

export function MoveWorldCard({ world, open, onClose, onMoved }: MoveWorldProps) {
  function moved(): void {
    onMoved()
    onClose()
  }
  return (
    <Card title="Change address" open={open} onClose={onClose}>
      <MoveForm world={world} onMoved={moved} />
    </Card>
  )
}

function MoveForm({ world, onMoved }: Pick<MoveWorldProps, 'world' | 'onMoved'>) {
  const [text, setText] = useState<string>(world.address)
  const [trouble, setTrouble] = useState<string | null>(null)
  function move(event: FormEvent): void {
    event.preventDefault()
    const address = parseAddress(text.trim())
    if (!address) {
      setTrouble('An address is two words with a slash between, such as ada/garden.')
      return
    }
    moveWorld(world.address, { address }).then(onMoved, (error: unknown) => setTrouble(wordsOf(error)))
  }
  return (
    <form className="stack" onSubmit={move}>
      <Field
        label="Address"
        value={text}
        onText={setText}
        trouble={trouble}
        spellCheck={false}
        hint="Links to the old address stop working. Anyone in the world is told."
      />
      <div className="card-foot">
        <Button type="submit" look="main" disabled={text.trim() === '' || text.trim() === world.address}>
          Change address
        </Button>
      </div>
    </form>
  )
}
