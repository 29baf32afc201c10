import { describe, expect, test } from 'vitest'
import { setProp, setProps, stepProp } from '../../../shared/world/edits/property-edits.ts'
import { FIELDS } from '../../../shared/world/scene/scene-fields.ts'
import {
  commonOf,
  fieldOf,
  propOf,
  readProp,
  writtenProp,
} from '../../../shared/world/edits/property-values.ts'
import { GROUPS, PROPS, propsOf, SCHEMA, type PropertySchema } from '../../../shared/world/property-schema.ts'
import { id, make, makeWorld, putLive } from './made.ts'

describe('the schema', () => {
  test('describes every field, once, in a sentence', () => {
    expect(new Set(PROPS.map(fieldOf))).toEqual(new Set(FIELDS))
    expect(GROUPS.flatMap((group) => propsOf(group.id)).toSorted()).toEqual(PROPS.toSorted())
    for (const prop of PROPS) expect(SCHEMA[prop].help).toMatch(/^\p{Lu}.*\.$/u)
  })

  test('has as usual values what an untouched thing has', () => {
    const world = makeWorld()
    const box = world.view.artifact(make(world, 'box'))!
    for (const prop of PROPS) {
      const { usual } = SCHEMA[prop]
      if (usual !== undefined) expect(propOf(box, prop), prop).toBe(usual)
    }
  })

  test.each<[PropertySchema, string, unknown]>([
    ['look.width', ' 96 ', 96],
    ['look.order', '−2', -2],
    ['speed', '', 100],
    ['colors.paper', 'FBF8F1', '#fbf8f1'],
    ['colors.ink', '#abc', '#aabbcc'],
    ['colors.ink', '', null],
    ['portal', 'ada/garden', 'ada/garden'],
    ['name', ' Night  light ', 'Night light'],
    ['place.facing', 'left', 'left'],
  ])('reads %s from “%s”', (prop, typed, value) => {
    expect(readProp(prop, typed)).toEqual({ ok: true, value })
  })

  test.each<[PropertySchema, string, string]>([
    ['look.width', '0', 'Enter a whole number from 1 to 1,880.'],
    ['look.height', '1.5', 'Enter a whole number from 1 to 1,880.'],
    ['look.order', 'top', 'Enter a whole number from −1,000 to 1,000.'],
    ['colors.paper', 'red', 'A colour is # and six digits, such as #fbf8f1.'],
    ['portal', 'nowhere', 'Enter the address of a world, such as ada/garden.'],
    ['name', '', 'Give it a name.'],
    ['place.facing', 'inwards', 'Choose one from the list.'],
  ])('says what %s can be instead of “%s”', (prop, typed, text) => {
    expect(readProp(prop, typed)).toEqual({ ok: false, text })
  })
})

describe('one property of several things', () => {
  test('is common or mixed', () => {
    const world = makeWorld()
    const ids = [make(world, 'a'), make(world, 'b')]
    const both = () => ids.map((one) => world.view.artifact(one)!)
    expect(commonOf(both(), 'speed')).toEqual({ isMixed: false, value: 100 })
    setProp(world, [id('a')], 'speed', 50)
    expect(commonOf(both(), 'speed')).toEqual({ isMixed: true, value: null })
  })

  test('is set, stepped and reset in one transaction each', () => {
    const world = makeWorld()
    const ids = [make(world, 'a'), make(world, 'b')]
    const values = (prop: PropertySchema) => ids.map((one) => propOf(world.view.artifact(one)!, prop))
    let transactions = 0
    world.scene.on('afterTransaction', () => (transactions += 1))
    expect(setProp(world, [id('a')], 'look.width', 40).ok).toBe(true)
    expect(stepProp(world, ids, 'look.width', -60).ok).toBe(true)
    expect(values('look.width')).toEqual([1, 4])
    expect(setProp(world, ids, 'look.width', null).ok).toBe(true)
    expect(values('look.width')).toEqual([64, 64])
    expect(setProp(world, ids, 'place.x', 120).ok).toBe(true)
    expect(setProp(world, ids, 'place.facing', 'up').ok).toBe(true)
    expect([values('place.x'), values('place.y'), values('place.facing')]).toEqual([
      [120, 120],
      [0, 0],
      ['up', 'up'],
    ])
    expect(transactions).toBe(5)
    expect(setProps(world, ids, { 'look.sprite': 'cat', 'look.height': 96 }).ok).toBe(true)
    expect([values('look.sprite'), values('look.height')]).toEqual([
      ['cat', 'cat'],
      [96, 96],
    ])
    expect(setProps(world, ids, { 'look.sprite': 'key', 'look.height': 0 }).ok).toBe(false)
    expect([values('look.sprite'), transactions]).toEqual([['cat', 'cat'], 6])
  })

  test('is refused for all when it is refused for one', () => {
    const world = makeWorld()
    const ids = [make(world, 'a'), id('gone')]
    expect(setProp(world, ids, 'speed', 50)).toMatchObject({ ok: false, code: 'missing' })
    expect(setProp(world, [id('a')], 'speed', -1)).toMatchObject({ ok: false, code: 'value' })
    expect(world.view.artifact(id('a'))?.properties.speed).toBe(100)
  })

  test('beats what code has put over it, also with the same value', () => {
    const world = makeWorld()
    make(world, 'a')
    setProp(world, [id('a')], 'place.x', 180)
    putLive(world, 'a', 'place', { host: 'root', x: 212, y: 0, facing: 'down' })
    expect(propOf(world.view.artifact(id('a'))!, 'place.x')).toBe(212)
    expect(writtenProp(world.view, id('a'), 'place.x')).toBe(180)
    expect(writtenProp(world.view, id('a'), 'speed')).toBeUndefined()
    setProp(world, [id('a')], 'place.x', 180)
    expect(propOf(world.view.artifact(id('a'))!, 'place.x')).toBe(180)
    expect(writtenProp(world.view, id('a'), 'place.x')).toBeUndefined()
  })
})
