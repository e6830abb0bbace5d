"""Sheets given to the portal."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from themes.importers.spreadsheets.uploads import upload_sheet
from themes.models import SheetImport


def somebody(client, *codenames: str):
    user = get_user_model().objects.create_user("somebody", password="long enough to pass", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return user


def sheet_of(*rows: str, sign: str = ",") -> bytes:
    return "\r\n".join(rows).replace(",", sign).encode()


def upload(content: bytes, by, sheet: str = "findings") -> SheetImport:
    return upload_sheet(sheet=sheet, file_name="sheet.csv", content=content, by=by)


def list_mistakes(upload: SheetImport) -> list[tuple]:
    return [
        (row["number"], problem[0], problem[2], problem[3])
        for row in upload.shown["rows"]
        for problem in row["problems"]
    ]
