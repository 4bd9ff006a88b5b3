import { expect, test } from 'vitest';
import { isHealthPath, routesIn } from '#rule/health/routes.js';
import { load, type Files } from '../../workspace.js';

function routes(files: Files): readonly string[] {
  return routesIn(load(files).snapshot, Object.keys(files), () => true).map(({ path, at }) => `${path} ${at.path}:${at.line}`);
}

test('routes of an application of FastAPI or Flask, and of aiohttp', () => {
  expect(routes({ 'a.py': 'app = FastAPI(title="x")\n@app.get("/health", tags=["ops"])\nasync def health(): ...\n' })).toEqual(['/health a.py:2']);
  expect(routes({ 'a.py': "app = flask.Flask(__name__)\n@app.route('/ping', methods=['GET', 'HEAD'])\ndef ping(): ...\n@app.route('/x', methods=['POST'])\ndef x(): ...\n" })).toEqual(['/ping a.py:2']);
  expect(routes({ 'a.py': 'def add_health(app: FastAPI) -> None:\n    @app.get("/healthz")\n    def healthz(): ...\n' })).toEqual(['/healthz a.py:2']);
  expect(routes({ 'a.py': 'app.add_routes([web.get("/health", health), web.post("/x", x)])\n' })).toEqual(['/health a.py:1']);
});

test('a router has the prefix that it is made with and the one that it is included with', () => {
  const router = 'router = APIRouter(prefix="/ops")\n\n@router.get("/ready")\ndef ready(): ...\n';
  expect(routes({ 'api/ops.py': router, 'main.py': 'from api import ops\napp = FastAPI()\napp.include_router(ops.router, prefix="/v1")\n' })).toEqual(['/v1/ops/ready api/ops.py:3']);
  expect(routes({ 'api/ops.py': router, 'main.py': 'from api.ops import router as checks\napp = FastAPI()\napp.include_router(checks)\n' })).toEqual(['/ops/ready api/ops.py:3']);
});

test('a router that nobody includes, that several do, or with a prefix that is worked out, has no path', () => {
  const router = 'router = APIRouter()\n@router.get("/ready")\ndef ready(): ...\n';
  expect(routes({ 'ops.py': router })).toEqual([]);
  expect(routes({ 'ops.py': router, 'main.py': 'app = FastAPI()\napp.include_router(ops.router, prefix=settings.prefix)\n' })).toEqual([]);
  expect(routes({ 'ops.py': router, 'main.py': 'app = FastAPI()\napp.include_router(ops.router)\napp.include_router(ops.router, prefix="/v1")\n' })).toEqual([]);
  expect(routes({ 'ops.py': router, 'main.py': 'api = APIRouter(prefix="/api")\napi.include_router(ops.router)\n' })).toEqual([]);
});

test('paths that say how a service is', () => {
  expect(['/health', '/healthz', '/api/v1/health', '/health_check', '/readyz', '/ping', '/healthy-food', '/users/status/all'].filter(isHealthPath)).toEqual(['/health', '/healthz', '/api/v1/health', '/health_check', '/readyz', '/ping']);
});
