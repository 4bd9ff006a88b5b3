import { describe, expect, test } from 'vitest';
import { doubtsOf, runs } from './story.js';

/** What is said of one import of `/app/shop/main.py`, beside files of its package. */
function said(code: string, files: Readonly<Record<string, string>> = {}, more: { readonly workspace?: Readonly<Record<string, string>>; readonly made?: readonly string[]; readonly named?: readonly string[] } = {}): readonly string[] {
  return doubtsOf(runs({ files: { '/app/shop/__init__.py': '', '/app/shop/main.py': code, ...files }, roots: ['/app'], runs: ['-m shop.main'], ...more }));
}

function doubt(module: string): readonly string[] {
  return [`ws/app/shop/main.py:1 ${module} is imported, and no known file is it: what it imports cannot be told [distributions]`];
}

describe('a first-party import that leads nowhere', () => {
  test('fails when it runs, and hides nothing', () => {
    expect(said('from shop.server import run')).toEqual([]);
    expect(said('from .celeryconf import app')).toEqual([]);
    expect(said('from ..core.celeryconf import app')).toEqual([]);
    expect(said('import shop.agents.server', { '/app/shop/agents/__init__.py': '' })).toEqual([]);
    expect(said('import shop.models.orders', { '/app/shop/models.py': '' })).toEqual([]);
  });

  test('may be generated: its name says so', () => {
    for (const name of ['rpc_pb2', 'rpc_pb2_grpc', 'generated.client', 'proto.orders', '_speedups']) expect(said(`import shop.${name}`)).toEqual(doubt(`shop.${name}`));
    expect(said('from .generated import client')).toEqual(doubt('shop.generated'));
    expect(said('from ._version import version')).toEqual([]);
  });

  test('may be made by a build: .gitignore, .dockerignore or a command names it', () => {
    expect(said('from .schema import Order', {}, { made: ['ws/app/shop/schema.py'] })).toEqual(doubt('shop.schema'));
    expect(said('from .schema.orders import Order', {}, { made: ['ws/app/shop/schema'] })).toEqual(doubt('shop.schema.orders'));
    expect(said('from .schema import Order', {}, { made: ['ws/app/schema.py'] })).toEqual([]);
  });

  test('lies in the workspace, and something else than what is known may bring it', () => {
    expect(said('from .server import run', {}, { workspace: { 'ws/app/shop/server.py': 'import grpc' } })).toEqual(doubt('shop.server'));
    expect(said('from .server.http import run', {}, { workspace: { 'ws/app/shop/server/http.py': 'import grpc' } })).toEqual(doubt('shop.server.http'));
  });

  test('belongs to a package that goes on in other folders', () => {
    const init = '__path__ = __import__("pkgutil").extend_path(__path__, __name__)';
    expect(said('import shop.server', { '/app/shop/__init__.py': init })).toEqual(doubt('shop.server'));
    expect(said('import shop.server', { '/app/shop/__init__.py': 'NAME = "shop"' })).toEqual([]);
  });
});
