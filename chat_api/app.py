"""The HTTP application: chat, REST and the page, made of ports alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.staticfiles import StaticFiles

from chat_api import errors
from chat_api.dependencies import (
    Authenticate,
    ConversationDeleted,
    Ports,
    Turns,
    no_unknown_query,
    nobody_cares,
)
from chat_api.limits import BodyLimits
from chat_api.openapi import describe
from chat_api.origins import ANYWHERE, OtherPages
from chat_api.routes import (
    audit,
    chat,
    conversations,
    me,
    openai,
    operations,
    priorities,
    recurring,
    reminders,
    runs,
    tags,
    tasks,
)
from chat_api.security import PAGE_POLICY, Envelope, OwnSite
from evolution_todo.domain.errors import DomainError
from evolution_todo.domain.people import CheckChannels
from evolution_todo.domain.ports import OpenUnitOfWork
from todo_agent.errors import MessageWithdrawn, TurnUnavailable

JSON_PATHS = ("/api/", "/v1/", "/agui", "/ui-messages")
"""Where bodies are JSON; MCP's, at `/mcp`, are read by its own library."""

STATIC = Path(__file__).parent / "static"

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    *,
    unit_of_work: OpenUnitOfWork,
    turns: Turns,
    authenticate: Authenticate,
    default_zone: ZoneInfo,
    version: str,
    allowed_hosts: Sequence[str],
    allowed_origins: Sequence[str] = (),
    pages: Sequence[str] = (),
    check_channels: CheckChannels,
    conversation_deleted: ConversationDeleted = nobody_cares,
    probes: Sequence[Route] = (),
    routes: Sequence[BaseRoute] = (),
    lifespan: Lifespan | None = None,
) -> FastAPI:
    """Return the application.

    Args:
        unit_of_work: Opens a transaction for a caller.
        turns: Answers messages.
        authenticate: Tells who sent a request, or raises the domain error to answer with.
        default_zone: The zone of a person whose request and profile name none.
        version: What OpenAPI says.
        allowed_hosts: The names this server answers under; one without a port stands for all.
        allowed_origins: Other sites whose pages may write, such as `https://example.org`.
        pages: Other sites whose pages may read too, such as those that show the widget. None
            where a caller is known by no token: any page in the browser would be that person.
        check_channels: Refuses URLs that a stranger's notices may not go to.
        conversation_deleted: Told of each conversation that is no more.
        probes: What a platform asks by whatever address it has for us; they say nothing of
            anybody.
        routes: What else is served beside the API, such as the MCP server's `/mcp`.
        lifespan: What runs as long as the application does.
    """
    app = FastAPI(
        title="Evolution Todo",
        version=version,
        lifespan=lifespan,
        docs_url=None,  # they would load scripts from another host
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        middleware=[
            Middleware(Envelope),
            Middleware(OtherPages, origins=pages),
            Middleware(
                OwnSite,
                allowed_hosts=allowed_hosts,
                allowed_origins=allowed_origins,
                nameless=[probe.path for probe in probes],
            ),
            Middleware(BodyLimits, json_paths=JSON_PATHS),
        ],
    )
    app.state.ports = Ports(
        unit_of_work=unit_of_work,
        turns=turns,
        authenticate=authenticate,
        default_zone=default_zone,
        check_channels=check_channels,
        conversation_deleted=conversation_deleted,
    )
    _add_error_handlers(app)
    app.include_router(_api())
    app.include_router(runs.router)
    app.include_router(openai.router)
    app.router.routes.extend([*probes, *routes])
    _add_page(app)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # the documented way
    return app


def _api() -> APIRouter:
    api = APIRouter(prefix="/api", dependencies=[Depends(no_unknown_query)])
    for module in (
        chat,
        tasks,
        tags,
        reminders,
        recurring,
        priorities,
        conversations,
        operations,
        audit,
        me,
    ):
        api.include_router(module.router)
    return api


def _add_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(DomainError, errors.answer_known_error)
    app.add_exception_handler(TurnUnavailable, errors.answer_known_error)
    app.add_exception_handler(MessageWithdrawn, errors.answer_known_error)
    app.add_exception_handler(RequestValidationError, errors.answer_validation_error)
    app.add_exception_handler(HTTPException, errors.answer_http_error)


def _add_page(app: FastAPI) -> None:
    app.router.routes.append(Route("/", _page, include_in_schema=False))
    app.router.routes.append(Route("/widget.js", _widget, include_in_schema=False))
    app.mount("/static", _Static(directory=STATIC), name="static")


async def _page(request: Request) -> Response:
    del request
    headers = {"Content-Security-Policy": PAGE_POLICY, "Cache-Control": "no-cache"}
    return FileResponse(STATIC / "index.html", headers=headers)


async def _widget(request: Request) -> Response:
    del request
    return FileResponse(STATIC / "widget.js", headers={"Cache-Control": "no-cache", **ANYWHERE})


class _Static(StaticFiles):
    """The page's and the widget's files; a browser asks each time if they are still the same."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]  # passed on as given
        response.headers["Cache-Control"] = "no-cache"
        response.headers.update(ANYWHERE)
        return response
